export default definePageConfig({ navigationBarTitleText: '我的砍价', enablePullDownRefresh: true });
