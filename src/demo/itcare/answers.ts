import type { Answer } from '../loopback.ts';

/** A JSON object on its way out. */
export type Json = Readonly<Record<string, unknown>>;

const JSON_TYPE = { 'content-type': 'application/json;charset=UTF-8' };

/** A 200 with this value. */
export const ok = (value: unknown): Answer => ({
  status: 200,
  body: JSON.stringify(value),
  headers: JSON_TYPE,
});

/** An error in ITCare's own form: `status, errorCode, errorDesc, errorMessage`. */
export const failure = (status: number, errorCode: string, errorMessage: string): Answer => ({
  status,
  body: JSON.stringify({ status, errorCode, errorDesc: errorCode, errorMessage }),
  headers: JSON_TYPE,
});

/** 404 with ITCare's error body. */
export const notFound = (what: string): Answer => failure(404, 'NOT_FOUND', `${what} was not found`);

/** 400 with ITCare's error body. */
export const badRequest = (message: string): Answer => failure(400, 'BAD_REQUEST', message);
