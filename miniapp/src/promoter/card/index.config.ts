export default definePageConfig({
  navigationBarTitleText: '朋友的小店',
  enableShareAppMessage: true,
  enableShareTimeline: true,
});
