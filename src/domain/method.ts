/** Version of the method's formulas; it changes when the same inputs may give other figures (docs/method.md). */
export const METHOD_VERSION = '1.0';
