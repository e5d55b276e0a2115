export default definePageConfig({ navigationBarTitleText: '分享树', enablePullDownRefresh: true });
