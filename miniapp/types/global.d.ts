/// <reference types="@tarojs/taro" />

declare module '*.scss';

declare namespace NodeJS {
  interface ProcessEnv {
    TARO_ENV: 'weapp' | 'h5';
    /** Where the functions are; '' on H5 is the page's own origin. */
    TARO_APP_API_BASE: string;
    TARO_APP_SHOP: string;
    /** '1' only where the WeChat stand-in is: see miniapp/config/index.ts. */
    TARO_APP_STAND_IN: string;
  }
}
