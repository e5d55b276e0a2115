export default definePageConfig({ navigationBarTitleText: '月账单' });
