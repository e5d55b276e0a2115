export default definePageConfig({ navigationBarTitleText: '活动成绩', enablePullDownRefresh: true });
