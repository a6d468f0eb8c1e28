// Answers what is asked when a diagram is exported: which flow is shown, and an SVG as a PNG. Must not know how it is drawn.
import { exportQuestion, type ExportAnswer } from './export-messages.ts';

/** `shownFlow`: the line at which the flow in sight begins. */
export const answerExports = (post: (answer: ExportAnswer) => void, shownFlow: () => number | undefined): void => {
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const question = exportQuestion(event.data);
    if (question === undefined) return;
    const { ask } = question;
    if (question.type === 'shown-flow') {
      const line = shownFlow();
      post({ type: 'shown-flow', ask, ...(line === undefined ? {} : { line }) });
      return;
    }
    rasterise(question.svg, question.scale).then(
      (png) => post({ type: 'rasterised', ask, ...(png === undefined ? {} : { png }) }),
      () => post({ type: 'rasterised', ask }),
    );
  });
};

/** Browsers draw no canvas that is larger: pixels along a side. */
const longestSide = 16_384;

/** The SVG as a picture runs no script and loads nothing, whatever is in it. */
const rasterise = async (svg: string, scale: number): Promise<Uint8Array | undefined> => {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.naturalWidth * scale);
    canvas.height = Math.round(image.naturalHeight * scale);
    if (Math.max(canvas.width, canvas.height) > longestSide) return undefined;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    return blob === null ? undefined : new Uint8Array(await blob.arrayBuffer());
  } finally {
    URL.revokeObjectURL(url);
  }
};
