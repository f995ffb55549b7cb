"""The sensor and what the device makes of its signal: blur, noise, sharpening, clipping, black and white.

Signals are reflectances of 0..1, (height, width, 3) or (height, width); the result is a picture of 0..255.
"""

from __future__ import annotations

import cv2
import numpy as np

from ocr_pipeline.evaluate.synthesis.look_settings import LookSettings
from ocr_pipeline.evaluate.synthesis.page_pictures import Field, Picture
from ocr_pipeline.evaluate.synthesis.paper import smooth_noise

_STEPS = 255.0
_COPY_LEVEL = (0.60, 0.74)  # copiers are set to keep thin strokes: darker than the middle


def blurred(signal: Field, sigma: float) -> Field:
    """Return the signal behind optics with a spread of `sigma` pixels; the channel axis stays."""
    if sigma <= 0:
        return signal
    return cv2.GaussianBlur(signal, (0, 0), sigma).astype(np.float32, copy=False)


def noisy(signal: Field, strength: float, random: np.random.Generator) -> Field:
    """Return the signal with shot noise (grows with light), read noise and a little colour noise."""
    if strength <= 0:
        return signal
    height, width = signal.shape[:2]
    grain = random.standard_normal((height, width), dtype=np.float32)
    soft = smooth_noise((height, width), 1.7, random)
    grain = cv2.addWeighted(grain, 0.75 * strength, soft, 0.35 * strength, 0.0)
    bright = signal if signal.ndim == 2 else signal[:, :, 1]
    # Close to the root law of shot noise, and fast.
    grain = cv2.multiply(grain, cv2.addWeighted(bright, 0.38, bright, 0.0, 0.62), dst=grain)
    if signal.ndim == 2:
        return cv2.add(signal, grain).astype(np.float32, copy=False)
    colour = random.standard_normal((height // 2 + 1, width // 2 + 1, 3), dtype=np.float32) * np.float32(0.4 * strength)
    out = cv2.add(signal, cv2.resize(colour, (width, height), interpolation=cv2.INTER_LINEAR))
    return cv2.add(out, cv2.merge([grain] * 3)).astype(np.float32, copy=False)


def crisp(signal: Field, strength: float) -> Field:
    """Return the signal with edges lifted, as cameras and copiers do."""
    if strength <= 0:
        return signal
    return (signal + strength * (signal - blurred(signal, 1.3))).astype(np.float32, copy=False)


def toned(signal: Field, look: LookSettings) -> Picture:
    """Return the signal sharpened, stretched between the device's black and white points, as 8 bits."""
    signal = crisp(signal, look.sharpen)
    gain = look.contrast / max(1e-3, look.white_clip - look.black_clip)
    lift = 0.5 - (0.5 + look.black_clip / max(1e-3, look.white_clip - look.black_clip)) * look.contrast
    return cv2.convertScaleAbs(np.maximum(signal * np.float32(gain) + np.float32(lift), 0), alpha=_STEPS).astype(
        np.uint8, copy=False
    )


def copied(signal: Field, look: LookSettings, random: np.random.Generator) -> Field:
    """Return the signal after the generations of a copier: each one blurs, hardens the tones and adds dirt."""
    for _ in range(int(look.copies)):
        soft = crisp(noisy(blurred(signal, look.copy_blur), 0.6 * look.noise, random), look.sharpen)
        level = random.uniform(*_COPY_LEVEL)
        signal = (0.51 + 0.47 * np.tanh((soft - level) * 5.5)).astype(np.float32)
    return signal


def streaked(picture: Picture, count: int, random: np.random.Generator) -> Picture:
    """Return a fax with lines lost in transmission: rows repeated or white for a part of the width."""
    height, width = picture.shape
    for _ in range(count):
        row = int(random.integers(1, height))
        start = int(random.integers(0, width))
        stop = min(width, start + int(random.exponential(0.4) * width))
        picture[row, start:stop] = 255 if random.random() < 0.5 else picture[row - 1, start:stop]
    return picture


def black_and_white(signal: Field, look: LookSettings, random: np.random.Generator) -> Picture:
    """Return the signal as pure black and white; the threshold decides whether strokes thicken or break."""
    grey = crisp(signal, look.sharpen)
    level = np.full(grey.shape, look.threshold, dtype=np.float32)
    if look.threshold_wave > 0:
        level += look.threshold_wave * smooth_noise((grey.shape[0], grey.shape[1]), 260.0, random)
    white = grey > level
    if look.speckle > 0:
        # Dirt is black on white far more often than white on black.
        lottery = random.random(grey.shape, dtype=np.float32)
        white &= lottery > look.speckle
        white |= lottery > 1.0 - 0.4 * look.speckle
    picture = np.where(white, 255, 0).astype(np.uint8)
    return streaked(picture, int(look.streaks), random) if look.streaks else picture
