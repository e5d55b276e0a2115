/** The test sign-in exists only in builds for the WeChat stand-in; elsewhere the page is not even in the bundle. */
const standInPages = process.env.TARO_APP_STAND_IN === '1' ? ['pages/signIn/index'] : [];

/** For a desk: on a phone WeChat says who it is, and has no files to ship from. */
const deskPages = process.env.TARO_ENV === 'h5' ? ['signIn/index', 'shipping/index'] : [];

export default defineAppConfig({
  pages: [
    'pages/home/index',
    'pages/orders/index',
    'pages/me/index',
    'pages/product/index',
    'pages/group/index',
    'pages/result/index',
    'pages/order/index',
    ...standInPages,
  ],
  subPackages: [
    {
      root: 'buyer',
      pages: [
        'confirm/index',
        'groups/index',
        'cart/index',
        'search/index',
        'addresses/index',
        'address/index',
        'pickUp/index',
        'afterSaleAsk/index',
        'afterSale/index',
        'afterSales/index',
        'profile/index',
        'privacy/index',
        'account/index',
      ],
    },
    {
      root: 'bargain',
      pages: ['list/index', 'offer/index', 'bargain/index', 'mine/index', 'verify/index'],
    },
    {
      root: 'promoter',
      pages: [
        'center/index',
        'shares/index',
        'share/index',
        'people/index',
        'order/index',
        'earnings/index',
        'withdraw/index',
        'withdrawal/index',
        'withdrawals/index',
        'statements/index',
        'statement/index',
        'card/index',
        'poster/index',
      ],
    },
    {
      root: 'merchant',
      pages: [
        'campaigns/index',
        'campaign/index',
        'bargainForm/index',
        'bargainBoard/index',
        'group/index',
        'orders/index',
        'order/index',
        'pickUp/index',
        'afterSales/index',
        'afterSale/index',
        'settlement/index',
        'payouts/index',
        'payout/index',
        'payoutRules/index',
        'finances/index',
        'journals/index',
        'reconciliations/index',
        'reconciliation/index',
        'referral/index',
        'commissionPolicy/index',
        'ownPolicies/index',
        'customer/index',
        'fission/index',
        'tree/index',
        'approve/index',
        'sessions/index',
        ...deskPages,
      ],
    },
  ],
  // Whoever looks at goods may buy them: the checkout is there by the time it is tapped.
  preloadRule: {
    'pages/product/index': { network: 'all', packages: ['buyer'] },
    'pages/group/index': { network: 'all', packages: ['buyer'] },
    'bargain/bargain/index': { network: 'all', packages: ['buyer'] },
  },
  window: {
    navigationBarBackgroundColor: '#F7F4EE',
    navigationBarTextStyle: 'black',
    navigationBarTitleText: '拼砍',
    backgroundColor: '#F7F4EE',
    backgroundTextStyle: 'dark',
  },
  tabBar: {
    color: '#756A60',
    selectedColor: '#251F1A',
    backgroundColor: '#FFFFFF',
    borderStyle: 'white',
    list: [
      {
        pagePath: 'pages/home/index',
        text: '首页',
        iconPath: 'assets/tab/home.png',
        selectedIconPath: 'assets/tab/homeOn.png',
      },
      {
        pagePath: 'pages/orders/index',
        text: '订单',
        iconPath: 'assets/tab/orders.png',
        selectedIconPath: 'assets/tab/ordersOn.png',
      },
      {
        pagePath: 'pages/me/index',
        text: '我的',
        iconPath: 'assets/tab/user.png',
        selectedIconPath: 'assets/tab/userOn.png',
      },
    ],
  },
  lazyCodeLoading: 'requiredComponents',
  // Pages replace each other at once on H5: a moving page would carry fixed bars along.
  animation: false,
  __usePrivacyCheck__: true,
  // WeChat hands addresses only to those who say beforehand that they ask for them. [R]
  requiredPrivateInfos: ['chooseAddress'],
});
