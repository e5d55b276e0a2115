export default definePageConfig({ navigationBarTitleText: '我带来的人', enablePullDownRefresh: true });
