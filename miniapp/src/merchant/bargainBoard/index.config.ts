export default definePageConfig({ navigationBarTitleText: '砍价数据', enablePullDownRefresh: true });
