/** A reason long enough to be one, as the server takes it. */
export const isReason = (text: string, least = 2): boolean => text.trim().length >= least;
