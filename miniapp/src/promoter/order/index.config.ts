export default definePageConfig({ navigationBarTitleText: '佣金怎么来的' });
