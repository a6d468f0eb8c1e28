// Knows how the built extension becomes a package that has the same bytes each time and everywhere.
// `npm run package`, or `npm run package -- PATH.vsix`. Must not know how it is built.
import { createVSIX } from '@vscode/vsce';

// With this, vsce gives each file the same time and sorts them. ZIP knows no date before 1980, and only local time.
process.env['SOURCE_DATE_EPOCH'] ??= String(Date.UTC(1980, 0, 1) / 1000);
process.env['TZ'] = 'UTC';

await createVSIX({ packagePath: process.argv[2] ?? 'out/tcpflow.vsix', dependencies: false, rewriteRelativeLinks: false, allowMissingRepository: true });
