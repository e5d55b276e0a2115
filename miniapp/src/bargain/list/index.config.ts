export default definePageConfig({ navigationBarTitleText: '砍价专场', enablePullDownRefresh: true });
