export default definePageConfig({ navigationBarTitleText: '裂变', enablePullDownRefresh: true });
