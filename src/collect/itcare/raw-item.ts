import type { Json } from '../http/json.ts';
import { type JsonList, writeList } from '../http/json-list.ts';
import { skipSpace } from '../http/json-spans.ts';

/** Members of an item that change every night, and so are kept apart from the rest. */
export const VOLATILE_MEMBERS = ['backup', 'backupPolicyDetails'] as const;

/** One item as it came: a part of an answer's bytes, made into text only when it is asked for. */
export interface RawItem {
  /** Parsed with `VOLATILE_MEMBERS`. */
  readonly list: Pick<JsonList, 'bytes' | 'spans'>;
  /** Its place in the list. */
  readonly index: number;
}

const COMMA = 0x2c;

/** An object that came by itself. */
export const rawObject = (item: Json): RawItem => ({ list: writeList([item], VOLATILE_MEMBERS), index: 0 });

/** The whole item as JSON text. */
export const rawText = ({ list: { bytes, spans }, index }: RawItem): string =>
  bytes.toString('utf8', spans.from(index), spans.to(index));

/** The item as JSON text without its volatile members. */
export const stableText = ({ list: { bytes, spans }, index }: RawItem): string => {
  let text = '';
  let at = spans.from(index);
  for (const member of spans.members(index)) {
    text += bytes.toString('utf8', at, member.from);
    const behind = skipSpace(bytes, member.to);
    const isLast = bytes[behind] !== COMMA;
    if (isLast) text = text.replace(/,\s*$/, '');
    at = isLast ? behind : skipSpace(bytes, behind + 1);
  }
  return text + bytes.toString('utf8', at, spans.to(index));
};

/** The volatile members as the JSON text of an object; undefined when it has none. */
export const volatileText = ({ list: { bytes, spans }, index }: RawItem): string | undefined => {
  const members = spans.members(index);
  return members.length === 0
    ? undefined
    : `{${members.map(({ from, to }) => bytes.toString('utf8', from, to)).join(',')}}`;
};
