export default definePageConfig({ navigationBarTitleText: '发布砍价' });
