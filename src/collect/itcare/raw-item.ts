import { type Json, type JsonObject, writeJson } from '../http/json.ts';
import type { ElementSpan } from '../http/json-list.ts';
import {
  type MemberSpan,
  memberSpans,
  quotedName,
  skipSpace,
  soleMembers,
  unopenedKey,
} from '../http/json-spans.ts';

/** Members of an item that change every night, and so are kept apart from the rest. */
export const VOLATILE_MEMBERS = ['backup', 'backupPolicyDetails'] as const;
const VOLATILE_NAMES = VOLATILE_MEMBERS.map(quotedName);
const VOLATILE_KEYS = VOLATILE_MEMBERS.map((name) => ({ name, key: unopenedKey(name) }));
const NONE: readonly never[] = [];

/** One item as it came: a part of an answer's bytes, made into text only when it is asked for. */
export interface RawItem extends ElementSpan {
  /** Keys of its volatile members, where somebody has looked. */
  readonly volatile?: readonly Buffer[];
}

/** The item with what its parsed form tells of its volatile members, so that they need no search. */
export const lookedUp = ({ bytes, from, to }: RawItem, item: JsonObject): RawItem => {
  const has = ({ name }: { readonly name: string }): boolean => Object.hasOwn(item, name);
  const volatile = VOLATILE_KEYS.some(has) ? VOLATILE_KEYS.filter(has).map(({ key }) => key) : NONE;
  return { bytes, from, to, volatile };
};

const COMMA = 0x2c;

/** An object that came by itself. */
export const rawObject = (item: Json): RawItem => {
  const bytes = Buffer.from(writeJson(item));
  return { bytes, from: 0, to: bytes.length };
};

/** The whole item as JSON text. */
export const rawText = ({ bytes, from, to }: RawItem): string => bytes.toString('utf8', from, to);

const withoutMembers = ({ bytes, from, to }: RawItem, members: readonly MemberSpan[]): string => {
  let text = '';
  let at = from;
  for (const member of members) {
    text += bytes.toString('utf8', at, member.from);
    const behind = skipSpace(bytes, member.to);
    const isLast = bytes[behind] !== COMMA;
    if (isLast) text = text.replace(/,\s*$/, '');
    at = isLast ? behind : skipSpace(bytes, behind + 1);
  }
  return text + bytes.toString('utf8', at, to);
};

/** An item as JSON text in two parts. */
export interface RawTexts {
  /** Without its volatile members. */
  readonly stable: string;
  /** Those as an object; undefined when it has none. */
  readonly volatile: string | undefined;
}

/** The item in two parts, what changes every night apart from the rest. */
export const rawTexts = (raw: RawItem): RawTexts => {
  const { bytes, from, to, volatile } = raw;
  const members =
    (volatile && soleMembers(bytes, from, to, volatile)) ?? memberSpans(bytes, from, to, VOLATILE_NAMES);
  if (members.length === 0) return { stable: rawText(raw), volatile: undefined };
  const texts = members.map((member) => bytes.toString('utf8', member.from, member.to));
  return { stable: withoutMembers(raw, members), volatile: `{${texts.join(',')}}` };
};
