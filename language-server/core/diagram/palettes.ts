// Colours for diagrams that leave the editor: on white and on dark paper. Texts have at least 4.5 to 1 of contrast.
import type { Palette } from './stylesheet.ts';

const families = {
  sans: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK KR", "Malgun Gothic", "Apple SD Gothic Neo", sans-serif',
  mono: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK KR", monospace',
};

export const light: Palette = {
  ...families,
  background: '#ffffff', foreground: '#1f2328', quiet: '#59636e', lifeline: '#afb8c1', arrow: '#3d444d', tag: '#0a58ca', payload: '#8a3b12',
  error: '#c4161c', errorBackground: '#fff1f0', warning: '#8a5a00', warningBackground: '#fff8e1', onPurpose: '#7a3ea8',
  onPurposeBackground: '#f8f1fd', good: '#1a7432',
  headBackground: '#f3f5f8', headBorder: '#aeb7c2', headForeground: '#1f2328',
  noteBackground: '#fffbe0', noteBorder: '#ddcf7e', noteForeground: '#3a3412', frame: '#b4bcc6', sectionBackground: '#eef1f5',
  states: {
    none: { fill: '#8c959f', text: '#59636e' },
    waiting: { fill: '#74a7d8', text: '#2f6497' },
    opening: { fill: '#e0a500', text: '#835f00' },
    open: { fill: '#2da44e', text: '#1a7432' },
    closingFirst: { fill: '#e8752b', text: '#a84a0c' },
    closingSecond: { fill: '#2f7de1', text: '#1b5fbd' },
    lingering: { fill: '#8e55c8', text: '#7a3ea8' },
  },
};

export const dark: Palette = {
  ...families,
  background: '#1f1f1f', foreground: '#e0e0e0', quiet: '#a6adb5', lifeline: '#5a6069', arrow: '#c9ced4', tag: '#75b7ff', payload: '#e3a57c',
  error: '#ff7b72', errorBackground: '#3a1d1d', warning: '#e2b341', warningBackground: '#352c12', onPurpose: '#cf9bf2',
  onPurposeBackground: '#2e2338', good: '#5fc27a',
  headBackground: '#2b2d31', headBorder: '#5c636d', headForeground: '#f0f0f0',
  noteBackground: '#38341f', noteBorder: '#6f6736', noteForeground: '#efe7bd', frame: '#565d66', sectionBackground: '#2f3338',
  states: {
    none: { fill: '#7d858e', text: '#a6adb5' },
    waiting: { fill: '#5b89b5', text: '#93c0ea' },
    opening: { fill: '#d6a11f', text: '#e6bd55' },
    open: { fill: '#3fb457', text: '#69cf80' },
    closingFirst: { fill: '#e37a35', text: '#f2a06a' },
    closingSecond: { fill: '#3f8cf0', text: '#7db4fa' },
    lingering: { fill: '#a672dd', text: '#cba2f3' },
  },
};
