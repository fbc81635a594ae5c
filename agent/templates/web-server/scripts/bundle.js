// Puts what is needed to run into dist/, with a list of it.
import { cpSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
cpSync('src', 'dist', { recursive: true });
// A deployment runs from a copy of dist/ alone.
cpSync('package.json', 'dist/package.json');
const files = readdirSync('dist').map((name) => ({ name, bytes: statSync(`dist/${name}`).size }));
writeFileSync('dist/files.json', `${JSON.stringify(files, null, 2)}\n`);
for (const { name, bytes } of files) console.log(`dist/${name} ${bytes} bytes`);
