// What a file is called without its folder, wherever it lives.
import type { Uri } from 'vscode';

export const fileName = ({ path }: Uri): string => path.slice(path.lastIndexOf('/') + 1);
