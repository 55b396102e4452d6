/** `text` as a SQL literal. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A path as a SQL literal for `read_csv` and `read_parquet`, which take `*`, `?` and `[` for a pattern. */
export const pathLiteral = (path: string): string => literal(path.replaceAll(/[*?[]/g, '[$&]'));
