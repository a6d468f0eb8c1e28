// The colours that VS Code's own themes give to a webview, as far as the diagram uses them: for looking at it without VS Code.

export type ThemeName = keyof typeof themes;

export const themes = {
  light: {
    class: 'vscode-light',
    colours: {
      'editor-background': '#ffffff', 'editor-foreground': '#3b3b3b', descriptionForeground: '#3b3b3b', 'textLink-foreground': '#005fb8',
      'editorError-foreground': '#e51400', 'editorWarning-foreground': '#bf8803', 'charts-purple': '#652d90', 'charts-green': '#388a34',
      'charts-yellow': '#bf8803', 'charts-orange': '#d18616', 'charts-blue': '#0063d3',
      'editorWidget-background': '#f8f8f8', 'editorWidget-foreground': '#3b3b3b', 'panel-border': '#e5e5e5', focusBorder: '#005fb8',
      'list-hoverBackground': '#f2f2f2', 'editor-selectionHighlightBackground': '#add6ff80', 'dropdown-background': '#ffffff',
      'dropdown-border': '#cecece', 'dropdown-foreground': '#3b3b3b', 'icon-foreground': '#3b3b3b',
    },
  },
  dark: {
    class: 'vscode-dark',
    colours: {
      'editor-background': '#1f1f1f', 'editor-foreground': '#cccccc', descriptionForeground: '#9d9d9d', 'textLink-foreground': '#4daafc',
      'editorError-foreground': '#f14c4c', 'editorWarning-foreground': '#cca700', 'charts-purple': '#b180d7', 'charts-green': '#89d185',
      'charts-yellow': '#cca700', 'charts-orange': '#d18616', 'charts-blue': '#59a4f9',
      'editorWidget-background': '#202020', 'editorWidget-foreground': '#cccccc', 'panel-border': '#2b2b2b', focusBorder: '#0078d4',
      'list-hoverBackground': '#2a2d2e', 'editor-selectionHighlightBackground': '#add6ff26', 'dropdown-background': '#313131',
      'dropdown-border': '#3c3c3c', 'dropdown-foreground': '#cccccc', 'icon-foreground': '#cccccc',
    },
  },
  'high-contrast': {
    class: 'vscode-high-contrast',
    colours: {
      'editor-background': '#000000', 'editor-foreground': '#ffffff', descriptionForeground: 'rgb(255 255 255 / 70%)', 'textLink-foreground': '#21a6ff',
      'editorError-foreground': '#f48771', 'editorWarning-foreground': '#ffd370', 'charts-purple': '#b180d7', 'charts-green': '#89d185',
      'charts-yellow': '#ffd370', 'charts-orange': '#d18616', 'charts-blue': '#59a4f9',
      'editorWidget-background': '#0c141f', 'editorWidget-foreground': '#ffffff', 'panel-border': '#6fc3df', focusBorder: '#f38518',
      contrastBorder: '#6fc3df', contrastActiveBorder: '#f38518', 'dropdown-background': '#000000', 'dropdown-border': '#6fc3df',
      'dropdown-foreground': '#ffffff', 'icon-foreground': '#ffffff',
    },
  },
  'high-contrast-light': {
    class: 'vscode-high-contrast vscode-high-contrast-light',
    colours: {
      'editor-background': '#ffffff', 'editor-foreground': '#292929', descriptionForeground: 'rgb(41 41 41 / 70%)', 'textLink-foreground': '#0f4a85',
      'editorError-foreground': '#b5200d', 'editorWarning-foreground': '#895503', 'charts-purple': '#652d90', 'charts-green': '#374e06',
      'charts-yellow': '#895503', 'charts-orange': '#d18616', 'charts-blue': '#0063d3',
      'editorWidget-background': '#ffffff', 'editorWidget-foreground': '#292929', 'panel-border': '#0f4a85', focusBorder: '#006bbd',
      contrastBorder: '#0f4a85', contrastActiveBorder: '#006bbd', 'dropdown-background': '#ffffff', 'dropdown-border': '#0f4a85',
      'dropdown-foreground': '#292929', 'icon-foreground': '#292929',
    },
  },
} as const satisfies Record<string, { readonly class: string; readonly colours: Readonly<Record<string, string>> }>;
