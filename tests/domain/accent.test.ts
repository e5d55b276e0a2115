import { accentFault, accentStyle, contrast, USUAL_ACCENT } from '../../shared/domain/accent';

describe('contrast', () => {
  it('is that of WCAG, whichever is the ground', () => {
    expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21, 10);
    expect(contrast('#777777', '#777777')).toBe(1);
    // The best known pair: the lightest grey but one that is still read on white.
    expect(contrast('#767676', '#FFFFFF')).toBeCloseTo(4.542, 3);
    expect(contrast('#FFFFFF', '#767676')).toBe(contrast('#767676', '#FFFFFF'));
  });
});

describe('the colour of a shop', () => {
  it('may be the app’s own', () => expect(accentFault(USUAL_ACCENT)).toBeNull());

  it('is read on the page, and so on white: of two greys side by side one is', () => {
    expect(contrast('#707070', '#F7F4EE')).toBeGreaterThanOrEqual(4.5);
    expect(accentFault('#707070')).toBeNull();
    expect(contrast('#717171', '#F7F4EE')).toBeLessThan(4.5);
    expect(accentFault('#717171')).toBe('这个颜色太浅，配白字看不清，选深一点的');
  });

  it.each(['', 'C43D14', '#C43D1', '#c43d14', '#C43D144', 'red', '#C43D14;x:y'])('is none: %s', (colour) => {
    expect(accentFault(colour)).toBe('颜色写成 # 加 6 位，比如 #C43D14');
  });

  it('stays readable wherever the app puts it: as text on its own tint, too', () => {
    for (const colour of [USUAL_ACCENT, '#707070', '#C2185B', '#00695C', '#0000FF', '#000000']) {
      expect(accentFault(colour)).toBeNull();
      const style = Object.fromEntries(
        accentStyle(colour)
          .split(';')
          .map((part) => part.split(':')),
      );
      expect(style['--color-action']).toBe(colour);
      expect(contrast(style['--color-action-text'], style['--color-action-tint'])).toBeGreaterThanOrEqual(4.5);
      expect(contrast(style['--color-action-pressed'], '#FFFFFF')).toBeGreaterThanOrEqual(4.5);
    }
  });
});
