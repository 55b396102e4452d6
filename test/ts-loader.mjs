// Lets a plain Node 20 run the project's TypeScript: `node --import ./test/ts-loader.mjs file.ts`.
import { register } from 'node:module';

const hooks = `
import { readFile } from 'node:fs/promises';
import { transform } from '@swc/core';
export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const source = await readFile(new URL(url), 'utf8');
  const { code } = await transform(source, { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } });
  return { format: 'module', source: code, shortCircuit: true };
}`;

register(`data:text/javascript,${encodeURIComponent(hooks.replace("'@swc/core'", JSON.stringify(import.meta.resolve('@swc/core'))))}`);
