export default definePageConfig({ navigationBarTitleText: '锁客规则', enablePullDownRefresh: true });
