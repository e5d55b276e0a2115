export default definePageConfig({
  navigationBarTitleText: '拼砍',
  navigationStyle: 'custom',
  enableShareAppMessage: true,
  enableShareTimeline: true,
});
