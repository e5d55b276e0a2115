export default definePageConfig({ navigationBarTitleText: '提现规则', enablePullDownRefresh: true });
