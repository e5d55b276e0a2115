/** Which of the two targets this is, and what it may do. Constants at build time, so that the other branch is dropped. */
export const isH5 = process.env.TARO_ENV === 'h5';
export const isWeapp = process.env.TARO_ENV === 'weapp';

/** Built for the WeChat stand-in: there is a test sign-in and a payment sheet of ours. Never in production. */
export const hasStandIn = process.env.TARO_APP_STAND_IN === '1';

/** A production H5 page has no WeChat to sign in with: buyers read, and are led to the mini-program. */
export const canBuy = isWeapp || hasStandIn;

export const shopId = process.env.TARO_APP_SHOP;

const apiBase = process.env.TARO_APP_API_BASE;

export const apiUrl = (path: string): string => `${apiBase}${path}`;

/** The address of a picture: paths are served where the functions are, whole addresses stay as they are. */
export const pictureUrl = (picture: string): string => (picture.startsWith('/') ? `${apiBase}${picture}` : picture);
