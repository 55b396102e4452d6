import { beforeAll, describe, expect, it } from 'vitest';
import { type Fonts, openFonts } from '../../src/render/fonts.ts';
import { cleanText, oneLine, visualOrder } from '../../src/render/text.ts';
import { numberFormat, workbookText, workbookValue } from '../../src/render/xlsx/cells.ts';
import { columnLetter, definedName, sheetNames } from '../../src/render/xlsx/names.ts';
import { bilanTheme } from '../report/fixture.ts';

describe('text that documents can hold', () => {
  it('replaces what XML forbids and keeps everything else', () => {
    expect(cleanText('a\u0000b\u0008c\u001fd\u007f')).toBe('a�b�c�d�');
    expect(cleanText('\ud800x \udc00 😀')).toBe('�x � 😀');
    expect(cleanText('tab\tline\nfeed é ₂ خدمة')).toBe('tab\tline\nfeed é ₂ خدمة');
    expect(oneLine('a\r\n b\tc\u2028d')).toBe('a b c d');
  });

  it('turns right-to-left passages and leaves the rest', () => {
    expect(visualOrder('plain text')).toBe('plain text');
    expect(visualOrder('אחת שתיים')).toBe('שתיים אחת');
    expect(visualOrder('pay אחת שתיים ltd')).toBe('pay שתיים אחת ltd');
    expect(visualOrder('אחת - שתיים')).toBe('שתיים - אחת');
  });
});

describe('fonts', () => {
  let fonts: Fonts;
  beforeAll(async () => {
    fonts = await openFonts(await bilanTheme());
  });

  it('has é, CO₂, €, ≤ and arrows, Hebrew, Arabic, Cyrillic and emoji', () => {
    const runs = fonts.runs('é CO₂ € ≤ → Ж שלום خدمة 🚀');
    expect(runs.map((run) => run.text).join('')).not.toContain('�');
    expect(new Set(runs.map((run) => run.family))).toEqual(new Set(['Roboto', 'DejaVu Sans', 'Noto Emoji']));
    expect(fonts.hasUnprintable()).toBe(false);
  });

  it('marks what no font has, once and for all', () => {
    expect(fonts.runs('漢').map((run) => run.text)).toEqual(['�']);
    expect(fonts.hasUnprintable()).toBe(true);
  });

  it('lets a long word break, where it must and nowhere else', () => {
    expect(fonts.breakable('short words stay', 8, false, 20)).toBe('short words stay');
    expect(fonts.breakable('backup_retention_below_floor', 8, false, 70).split('\u200b')).toEqual([
      'backup_retention_',
      'below_floor',
    ]);
    const broken = fonts.breakable('x'.repeat(300), 8, false, 100);
    expect(broken.replaceAll('\u200b', '')).toBe('x'.repeat(300));
    for (const part of broken.split('\u200b')) expect(fonts.width(part, 8, false)).toBeLessThanOrEqual(100);
  });
});

describe('workbook cells', () => {
  it('keeps formulas, escapes and long texts as text', () => {
    expect(workbookText('=1+1')).toBe('=1+1');
    expect(workbookText('_x0041_')).toBe('_x005F_x0041_');
    expect(workbookText('😀'.repeat(20_000))).toHaveLength(32_767);
    expect(workbookText('a\u0001b')).toBe('a�b');
  });

  it('keeps the digits of an identifier that a double cannot hold', () => {
    const id = {
      kind: 'number',
      decimals: 0,
      is_percent: false,
      is_grouped: false,
      is_signed: false,
    } as const;
    expect(workbookValue('9007199254740993', id, '')).toBe('9007199254740993');
    expect(workbookValue('42', id, '')).toBe(42);
    expect(workbookValue(null, id, 'unknown')).toBe('unknown');
  });

  it('spells number formats as Excel does', () => {
    const base = {
      kind: 'number',
      decimals: 2,
      is_percent: false,
      is_grouped: true,
      is_signed: false,
    } as const;
    expect(numberFormat(base)).toBe('#,##0.00');
    expect(numberFormat({ ...base, is_percent: true, decimals: 1 })).toBe('0.0%');
    expect(numberFormat({ ...base, is_signed: true })).toBe('+#,##0.00;-#,##0.00;#,##0.00');
    expect(numberFormat({ kind: 'date' })).toBe('yyyy-mm-dd');
  });

  it('names sheets and cells as Excel accepts them', () => {
    const names = sheetNames([
      'a/b:c',
      'A b c',
      "'quoted'",
      'History',
      '',
      `${'x'.repeat(30)}😀`,
      'x'.repeat(40),
    ]);
    expect(names).toEqual([
      'a b c',
      'A b c (2)',
      'quoted',
      'Sheet',
      'Sheet (2)',
      'x'.repeat(30),
      'x'.repeat(31),
    ]);
    expect(definedName('services', 'total')).toBe('services_total');
    expect(definedName('R1C1')).toBe('_R1C1');
    expect(definedName('AB12')).toBe('_AB12');
    expect([1, 26, 27, 702, 703].map(columnLetter)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']);
  });
});
