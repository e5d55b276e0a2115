export default definePageConfig({ navigationBarTitleText: '分享的去向' });
