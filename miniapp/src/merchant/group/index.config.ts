export default definePageConfig({ navigationBarTitleText: '团', enablePullDownRefresh: true });
