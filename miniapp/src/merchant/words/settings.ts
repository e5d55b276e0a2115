/** What a shop sets of itself. */
import type { Input, Output } from '../../../../shared/contracts/contracts';

export type Settings = Output<'shopSettings.get'>;
export type SettingsTo = Input<'shopSettings.set'>['to'];
export type Section = SettingsTo['section'];

/** What was typed, as a whole number; NaN for what is none. */
export const wholeIn = (typed: string): number => (/^\d{1,8}$/.test(typed.trim()) ? Number(typed) : Number.NaN);

/** A telephone number as a shop writes it. */
export const isPhone = (typed: string): boolean => /^\d[\d -]{4,18}\d$/.test(typed.trim());
