const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const QUOTED = String.raw`(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\x60[^\x60]*\x60)`;
const LABEL = `(?:[a-zA-Z_][a-zA-Z0-9_]*|${QUOTED})`;
// A metric whose name is not an identifier stands quoted among the matchers (Prometheus 3).
const MATCHER = String.raw`(?:${LABEL}\s*(?:=~|!~|!=|=)\s*${QUOTED}|${QUOTED})`;
const MATCHERS = String.raw`\{\s*(?:${MATCHER}\s*(?:,\s*${MATCHER}\s*)*,?\s*)?\}`;
const SELECTOR = new RegExp(String.raw`^(?:${NAME}\s*(?:${MATCHERS})?|${MATCHERS})$`);
const NUMBER = /^(inf|nan)$/i;

/**
 * True for a metric name, matchers in braces, or both: what a range can be put behind, so that stored samples come back
 * as they are. Anything else is an expression, which the server evaluates at instants of its own.
 * @param query trimmed PromQL
 */
export const isPlainSelector = (query: string): boolean => SELECTOR.test(query) && !NUMBER.test(query);
