import type { Font } from 'fontkit';
import { cleanText, REPLACEMENT, visualOrder } from './text.ts';
import type { FontFamily, Theme } from './theme.ts';

/** A stretch of text and the family that has all its characters. */
export interface FontRun {
  readonly text: string;
  readonly family: string;
}

/** Which font sets what, and how wide it becomes. */
export interface Fonts {
  /** Splits a text by the fonts that have its characters; words are put in visual order. */
  readonly runs: (text: string) => readonly FontRun[];
  /** Points. */
  readonly width: (text: string, size: number, isBold: boolean) => number;
  /** The text with break opportunities inside the words that are wider than `limit` points. */
  readonly breakable: (text: string, size: number, isBold: boolean, limit: number) => string;
  /** True once a character was met that no font has. */
  readonly hasUnprintable: () => boolean;
}

interface OpenFamily {
  readonly family: FontFamily;
  readonly regular: Font;
  readonly bold: Font;
}

/** Advances leave kerning out, which makes a word wider by less than this. */
const KERNING = 1.01;

const ZERO_WIDTH_SPACE = '\u200b';
/** Joiners and variation selectors: they shape their neighbours and print as nothing. */
const INVISIBLE = /[\u200c-\u200f\u202a-\u202e\u2060-\u2069\ufeff]|[\ufe00-\ufe0f]/u;

/** Opens a theme's fonts. */
export const openFonts = async (theme: Theme): Promise<Fonts> => {
  const { openSync } = await import('fontkit');
  const families = theme.families.map(
    (family): OpenFamily => ({ family, regular: openSync(family.regular), bold: openSync(family.bold) }),
  );
  const chosen = new Map<string, OpenFamily | undefined>();
  let isUnprintable = false;

  const familyFor = (character: string): OpenFamily | undefined => {
    if (chosen.has(character)) return chosen.get(character);
    const code = character.codePointAt(0) ?? 0;
    const found = families.find(({ regular, bold }) =>
      [regular, bold].every((font) => font.hasGlyphForCodePoint(code)),
    );
    chosen.set(character, found);
    return found;
  };

  const body = families[0];
  const runs = (text: string): FontRun[] => {
    const found: { text: string; family: string }[] = [];
    for (const character of visualOrder(cleanText(text))) {
      if (INVISIBLE.test(character)) continue;
      const isSpace = character === '\n' || character === '\r';
      const family = isSpace ? body : familyFor(character);
      if (!family) isUnprintable = true;
      const name = (family ?? body)?.family.name ?? '';
      const shown = family ? character : REPLACEMENT;
      const last = found[found.length - 1];
      if (last && last.family === name) last.text += shown;
      else found.push({ text: shown, family: name });
    }
    return found;
  };

  const widths = new Map<string, number>();
  const advance = (character: string, isBold: boolean): number => {
    const key = `${isBold ? 'b' : 'r'}${character}`;
    const known = widths.get(key);
    if (known !== undefined) return known;
    const family = familyFor(character) ?? body;
    const font = isBold ? family?.bold : family?.regular;
    const ems = font
      ? font.glyphForCodePoint(character.codePointAt(0) ?? 0).advanceWidth / font.unitsPerEm
      : 0.5;
    widths.set(key, ems);
    return ems;
  };

  const width = (text: string, size: number, isBold: boolean): number => {
    let ems = 0;
    for (const character of text) ems += advance(character, isBold);
    return ems * size;
  };

  const breakable = (text: string, size: number, isBold: boolean, room: number): string => {
    const limit = room / KERNING;
    return (
      text
        // A line may end after a space, a hyphen or a slash anyway.
        .split(/(?<=[ \-/])/)
        .map((word) => {
          if (word.length < 8 || width(word.trimEnd(), size, isBold) <= limit) return word;
          let line = 0;
          let broken = '';
          // Rather after a sign that parts a name than in the middle of what it parts.
          for (const piece of word.split(/(?<=[_.:@])/)) {
            if (line > 0 && line + width(piece.trimEnd(), size, isBold) > limit) {
              broken += ZERO_WIDTH_SPACE;
              line = 0;
            }
            for (const character of piece) {
              const next = advance(character, isBold) * size;
              if (line + next > limit) {
                broken += ZERO_WIDTH_SPACE;
                line = 0;
              }
              broken += character;
              line += next;
            }
          }
          return broken;
        })
        .join('')
    );
  };

  return { runs, width, breakable, hasUnprintable: () => isUnprintable };
};
