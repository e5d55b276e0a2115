/** What one endpoint is: its words, who may call it, and the schemas of both directions. */
import type { z } from 'zod';
import type { RefusalCode } from '../refusals';

/**
 * public: anybody, signed in or not · person: signed in · platform: an operator of the platform · a list: a member of the
 * merchant with one of these roles.
 */
export type Access = 'public' | 'person' | 'platform' | readonly Role[];

/** 店主 运营 发货 只看 */
export const ROLES = ['owner', 'operator', 'shipper', 'viewer'] as const;

export type Role = (typeof ROLES)[number];

export interface Endpoint<I extends z.ZodObject = z.ZodObject, O extends z.ZodType = z.ZodType> {
  /** One sentence for the generated document. */
  readonly summary: string;
  readonly access: Access;
  /** The session is looked up, so that one that was ended is refused at once. With a list of roles it always is. */
  readonly livingSession?: true;
  /**
   * It changes something of a shop: each call is kept in the shop's log, by whom and with what outcome. `about`: the field of
   * the input that names what is changed; `hides`: fields that are never kept.
   */
  readonly logs?: { readonly about: string; readonly hides?: readonly string[] };
  /** Calls a minute by one person (or address, where nobody is signed in). */
  readonly perMinute: number;
  readonly input: I;
  readonly output: O;
  /** Refusals of its own, beside those that every endpoint can give. */
  readonly refusals: readonly RefusalCode[];
}

export const endpoint = <I extends z.ZodObject, O extends z.ZodType>(definition: Endpoint<I, O>): Endpoint<I, O> =>
  definition;
