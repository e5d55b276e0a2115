export default definePageConfig({ navigationBarTitleText: '验证公平' });
