// Knows the exact version of each package the editor host is made of.
// Change a version here and the next run installs it beside the old one.

/** VS Code 1.139.1 as a server, with workbench and extension host. */
export const codeServer = 'code-server@4.139.1';

/** The same VS Code for the desktop, where it can be downloaded. */
export const desktop = '1.139.1';

/** For a Linux machine without Chromium. Chromium 147 starts without any system library of a desktop. */
export const chromium = '@sparticuz/chromium@147.0.2';

/** A bare system has no font at all: these give it Latin, fixed-width Latin and Korean. */
export const fonts = {
  sans: '@expo-google-fonts/inter@0.4.2',
  mono: '@expo-google-fonts/jetbrains-mono@0.4.1',
  korean: '@expo-google-fonts/nanum-gothic@0.4.0',
} as const;
