export default definePageConfig({ navigationBarTitleText: '推荐关系', enablePullDownRefresh: true });
