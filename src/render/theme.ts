import { createRequire } from 'node:module';
import { z } from 'zod';
import { checkedYaml } from '../domain/checked-yaml.ts';
import { usageError } from '../domain/errors.ts';

/** Files of one font family, absolute paths. */
export interface FontFamily {
  readonly name: string;
  readonly regular: string;
  readonly bold: string;
  readonly italic: string;
}

/** How documents look: no words and no figures. */
export interface Theme {
  readonly colours: {
    readonly ink: string;
    readonly muted: string;
    readonly line: string;
    readonly band: string;
    readonly accent: string;
    readonly accent_soft: string;
    readonly on_accent: string;
    readonly warning: string;
    readonly warning_soft: string;
    readonly series: readonly string[];
  };
  /** The body font first, then those asked for what it lacks. */
  readonly families: readonly [FontFamily, ...FontFamily[]];
  /** The font that a workbook names. */
  readonly workbook_font: string;
  readonly page: { readonly size: 'A4' | 'LETTER'; readonly margin: number };
  /** An SVG document. */
  readonly logo: string | undefined;
}

const colour = z.string().regex(/^#[0-9a-f]{6}$/, 'expected a colour as #rrggbb');
const family = z.strictObject({
  name: z.string().min(1),
  regular: z.string().min(1),
  bold: z.string().optional(),
  italic: z.string().optional(),
});

const themeSchema = z.strictObject({
  colours: z.strictObject({
    ink: colour,
    muted: colour,
    line: colour,
    band: colour,
    accent: colour,
    accent_soft: colour,
    on_accent: colour,
    warning: colour,
    warning_soft: colour,
    series: z.array(colour).min(1),
  }),
  fonts: z.strictObject({ body: family, fallback: z.array(family).default([]), workbook: z.string().min(1) }),
  page: z.strictObject({ size: z.enum(['A4', 'LETTER']), margin: z.number().min(20).max(120) }),
  logo: z.string().optional(),
});

const fontFile = (file: string, place: string): string => {
  if (file.startsWith('/')) return file;
  try {
    return createRequire(import.meta.url).resolve(file);
  } catch (cause) {
    throw usageError(`${place}: no font file ${file}`, { cause, hint: 'Run `npm ci`.' });
  }
};

/**
 * Reads a theme and finds its fonts.
 * @param folder the templates folder, which holds `theme.yaml`
 * @param read gives a file's text, or undefined when there is none
 * @throws exit 2 with every mistake as `file:line:column`, or when a font or the logo is missing
 */
export const loadTheme = async (
  folder: string,
  read: (path: string) => Promise<string | undefined>,
): Promise<Theme> => {
  const file = `${folder}/theme.yaml`;
  const text = await read(file);
  if (text === undefined)
    throw usageError(`${file} is missing`, { hint: 'The installation is not complete.' });
  const { value, at } = checkedYaml(text, file, themeSchema);
  const familyOf = (fonts: z.infer<typeof family>, path: readonly PropertyKey[]): FontFamily => ({
    name: fonts.name,
    regular: fontFile(fonts.regular, at([...path, 'regular'])),
    bold: fontFile(fonts.bold ?? fonts.regular, at([...path, 'bold'])),
    italic: fontFile(fonts.italic ?? fonts.regular, at([...path, 'italic'])),
  });
  const logo = value.logo === undefined ? undefined : await read(`${folder}/${value.logo}`);
  if (value.logo !== undefined && logo === undefined)
    throw usageError(`${at(['logo'])}: ${folder}/${value.logo} is missing`);
  return {
    colours: value.colours,
    families: [
      familyOf(value.fonts.body, ['fonts', 'body']),
      ...value.fonts.fallback.map((fonts, index) => familyOf(fonts, ['fonts', 'fallback', index])),
    ],
    workbook_font: value.fonts.workbook,
    page: value.page,
    logo,
  };
};
