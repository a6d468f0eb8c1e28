// Knows how VS Code is served as vscode.dev serves it: static files and no server behind them, so that extensions run in the
// browser's own extension host. They come from another origin there, and do here. Must not know who looks at the page.
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join, resolve, sep } from 'node:path';

import { atEnd } from './at-end.ts';
import { attribute } from './attribute.ts';
import { installCodeServer } from './code-server.ts';
import { quiet, type Settings } from './settings.ts';

/** Files by their paths, without a slash in front. */
export type Files = ReadonlyMap<string, string | Uint8Array>;

export interface WebSiteOptions {
  readonly extensions: readonly Files[];
  /** The path in the first extension of a CommonJS script with `run`, which the extension host calls once it is up. */
  readonly tests?: string;
  /** The URI of the folder that is opened. */
  readonly folder?: string;
  /** The reader's language, such as `ko`. VS Code's own words stay English, as there is no language pack. */
  readonly language?: string;
  readonly settings?: Settings;
}

export interface WebSite {
  readonly address: string;
  /** Paths that were asked for in vain. */
  readonly missing: readonly string[];
  stop(): Promise<void>;
}

export const serveWeb = async (options: WebSiteOptions): Promise<WebSite> => {
  const vscode = resolve(dirname(await installCodeServer()), '..');
  const missing: string[] = [];
  const extensions = await listen(async (path) => {
    const [folder = '', ...rest] = path.split('/');
    return options.extensions[Number(folder)]?.get(rest.join('/'));
  }, missing);
  const page = workbenchPage(await readFile(join(vscode, 'out/vs/code/browser/workbench/workbench.html'), 'utf8'), portOf(extensions), options);
  const workbench = await listen(async (path) => {
    if (path === '') return page;
    const file = resolve(vscode, path);
    if (!file.startsWith(vscode + sep)) return undefined;
    const bytes = await readFile(file).catch(() => undefined);
    // This build is without what VS Code's own extensions run in a browser.
    if (bytes === undefined && path.startsWith('extensions/')) return 'exports.activate = () => undefined;';
    return path === 'out/vs/code/browser/workbench/workbench.js' ? withoutRemote(String(bytes)) : bytes;
  }, missing);
  const stop = async (): Promise<void> => {
    for (const server of [workbench, extensions]) {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    }
  };
  return { address: `http://127.0.0.1:${portOf(workbench)}/`, missing, stop };
};

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.cjs': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png', '.wasm': 'application/wasm', '.ttf': 'font/ttf',
};

/** On the loopback address and a port that is free. `read`: a file's contents by its path. */
const listen = async (read: (path: string) => Promise<string | Uint8Array | undefined>, missing: string[]): Promise<Server> => {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '', 'http://localhost').pathname).slice(1);
    void read(path).then((contents) => {
      if (contents === undefined) missing.push(path);
      response.writeHead(contents === undefined ? 404 : 200, {
        'Content-Type': types[extname(path)] ?? (path === '' ? types['.html'] : 'application/octet-stream'),
        'Access-Control-Allow-Origin': '*',
      });
      response.end(contents);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  atEnd({ finally: () => server.closeAllConnections() });
  return server;
};

/** This build of the workbench takes the page's own origin for its remote machine, where a person's settings are too. Here is none. */
const withoutRemote = (script: string): string => {
  const changes: readonly (readonly [RegExp, string])[] = [
    [/,remoteAuthority:location\.host/, ''],
    [/(this\.userDataPath\)\.with\(\{scheme:\w+\.)vscodeRemote/, '$1vscodeUserData'],
  ];
  return changes.reduce((changed, [found, instead]) => {
    if (!found.test(changed)) throw new Error(`The workbench has no ${found.source}: see test/host/web-site.ts.`);
    return changed.replace(found, instead);
  }, script);
};

const workbenchPage = (template: string, port: number, { extensions, tests, folder, language, settings }: WebSiteOptions): string => {
  // The extension host's page loads scripts from secure origins and from this name, from no number.
  const at = (path: string): object => ({ scheme: 'http', authority: `localhost:${port}`, path: `/${path}` });
  const configuration = {
    developmentOptions: {
      extensions: extensions.map((_, index) => at(String(index))),
      ...(tests === undefined ? {} : { extensionTestsPath: at(`0/${tests}`), enableSmokeTestDriver: true }),
    },
    ...(folder === undefined ? {} : { folderUri: uriParts(folder) }),
    webviewEndpoint: '/out/vs/workbench/contrib/webview/browser/pre/',
    configurationDefaults: { ...quiet, 'workbench.colorTheme': 'Light 2026', ...settings },
    userDataPath: '/',
    isEnabledCoderGettingStarted: false,
    isEnabledFileDownloads: true,
    isEnabledFileUploads: true,
    productConfiguration: { enableTelemetry: false },
  };
  const values: Readonly<Record<string, string>> = {
    WORKBENCH_WEB_CONFIGURATION: attribute(JSON.stringify(configuration)),
    WORKBENCH_WEB_BASE_URL: '',
    WORKBENCH_AUTH_SESSION: '',
    WORKBENCH_NLS_FALLBACK_URL: '/out/nls.messages.js',
    // Where VS Code's own words in another language would be.
    WORKBENCH_NLS_URL: `data:text/javascript,${language === undefined ? '' : `globalThis._VSCODE_NLS_LANGUAGE='${language}'`}`,
  };
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
};

const uriParts = (uri: string): object => {
  const { protocol, host, pathname } = new URL(uri);
  return { scheme: protocol.slice(0, -1), authority: host, path: pathname };
};
