export default definePageConfig({ navigationBarTitleText: '一天的账', enablePullDownRefresh: true });
