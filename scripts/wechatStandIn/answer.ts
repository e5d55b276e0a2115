/** What an address answers: a JSON body (or none) and a status; a file is a text, and is not signed; a picture is a PNG. */
export interface Answer {
  status: number;
  body?: unknown;
  text?: string;
  picture?: Buffer;
}

export const done = (body: unknown): Answer => ({ status: 200, body });
export const nothing: Answer = { status: 204 };

/**
 * WeChat Pay's refusals: code → HTTP status. [R] as a table; a wrong memory is one line to change.
 * Sources: the error tables of the v3 JSAPI, close, refund and bill pages.
 */
const statuses = {
  PARAM_ERROR: 400,
  INVALID_REQUEST: 400,
  NO_STATEMENT_EXIST: 400,
  STATEMENT_CREATING: 400,
  APPID_MCHID_NOT_MATCH: 400,
  MCH_NOT_EXISTS: 400,
  ORDER_CLOSED: 400,
  ORDERPAID: 400,
  SIGN_ERROR: 401,
  OUT_TRADE_NO_USED: 403,
  NOT_ENOUGH: 403,
  NO_AUTH: 403,
  ORDER_NOT_EXIST: 404,
  RESOURCE_NOT_EXISTS: 404,
  NOT_FOUND: 404,
  SYSTEM_ERROR: 500,
} as const;
export type PayCode = keyof typeof statuses;

export const refuse = (code: PayCode, message: string): Answer => ({
  status: statuses[code],
  body: { code, message },
});
