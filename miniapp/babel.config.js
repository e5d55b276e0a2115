/** Babel for Taro: the React preset, and NutUI imported part by part with its style. */
module.exports = {
  // Nothing is replaced while it runs (no watch mode), so no hooks for that.
  presets: [['taro', { framework: 'react', ts: true, compiler: 'webpack5', hot: false }]],
  plugins: [
    [
      'import',
      {
        libraryName: '@nutui/nutui-react-taro',
        libraryDirectory: 'dist/es',
        style: (name) => `${name}/style/css`,
        camel2DashComponentName: false,
        customName: (name) => `@nutui/nutui-react-taro/dist/es/packages/${name.toLowerCase()}`,
      },
      'nutui-react',
    ],
  ],
};
