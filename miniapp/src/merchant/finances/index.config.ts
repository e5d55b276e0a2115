export default definePageConfig({ navigationBarTitleText: '财务', enablePullDownRefresh: true });
