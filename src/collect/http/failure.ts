import { type BilanError, sourceError } from '../../domain/errors.ts';
import { isJsonArray, isJsonObject, type Json, parseJson } from './json.ts';

const MAX_TEXT = 300;

const parsed = (text: string): Json | undefined => {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
};

const FIELDS = [
  'errorCode',
  'errorType',
  'error',
  'errorDesc',
  'errorMessage',
  'error_description',
  'message',
] as const;

/** The server's own words in an error answer: the fields that ITCare, OAuth and Prometheus use, else plain text; empty for a page of HTML. */
export const errorText = (text: string): string => {
  const body = parsed(text);
  const words = isJsonObject(body)
    ? FIELDS.map((field) => body[field])
        .filter(
          (value): value is string | number =>
            (typeof value === 'string' && value !== '') || typeof value === 'number',
        )
        .filter((value, index, all) => all.indexOf(value) === index)
        .join(': ')
    : '';
  const plain = words || (isJsonArray(body) || /^\s*(<|\{\s*\}\s*$)/.test(text) ? '' : text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a server's text must not steer the reader's terminal
  const line = plain.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line;
};

/** `text` with every secret replaced by `***`. */
export const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  secrets
    .filter((secret) => secret.length > 3)
    .reduce((clean, secret) => clean.replaceAll(secret, '***'), text);

/** What a request is called in a message: method and path, never host, query or credentials. */
export const requestName = (method: 'GET' | 'POST', url: URL): string => `${method} ${url.pathname}`;

/**
 * The error (exit 4) of an answer that is of no use.
 * @param text the answer's body
 * @param secrets replaced by `***` wherever the server repeats them
 */
export const answerError = (
  name: string,
  status: number,
  text: string,
  secrets: readonly string[],
): BilanError => {
  const words = withoutSecrets(errorText(text), secrets);
  return sourceError(`${name} answered ${status}${words === '' ? '' : `: ${words}`}`);
};

/** The error (exit 4) of an answer that is not JSON. */
export const notJsonError = (name: string, status: number, text: string): BilanError => {
  const what = text.trim() === '' ? 'an empty body' : /^\s*</.test(text) ? 'HTML or XML' : 'text';
  return sourceError(`${name} answered ${status} with ${what}, expected JSON`, {
    hint: 'is the address right, and is there a proxy or a login page in between?',
  });
};

/** True where a body begins as JSON and ends in the middle: a connection that was cut, not another format. */
export const isCutJson = (text: string): boolean => {
  const trimmed = text.trim();
  const close = trimmed.startsWith('{') ? '}' : trimmed.startsWith('[') ? ']' : undefined;
  return close !== undefined && !trimmed.endsWith(close);
};
