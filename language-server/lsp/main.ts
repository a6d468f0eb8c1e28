// The language server as a process: over stdio, or over IPC when an editor forks it.
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './server.ts';

// Without a flag for the transport we speak over stdio, which every editor can.
const transports = ['--stdio', '--node-ipc', '--socket', '--pipe'];
if (!process.argv.some((argument) => transports.some((transport) => argument.startsWith(transport)))) process.argv.push('--stdio');

startServer(createConnection(ProposedFeatures.all));
