export default definePageConfig({ navigationBarTitleText: '售后与收货', enablePullDownRefresh: true });
