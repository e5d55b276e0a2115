export default definePageConfig({ navigationBarTitleText: '单独的佣金规则', enablePullDownRefresh: true });
