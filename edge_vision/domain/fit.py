"""How well a detection fits a track: by place, size, overlap and clothes."""

import math

import numpy as np
from numpy.typing import NDArray

from edge_vision.domain.detections import Boxes, centres, iou
from edge_vision.domain.track import MODEL_NOISE, MOTION_NOISE, Track, boxes_at

_GATE = 4.0
"""Standard deviations; a pair further apart than this is not the same person."""
_JITTER_BODIES, _FASTEST_BODIES, _FURTHEST_BODIES = 0.25, 2.5, 2.0
"""However unsure the filter is, nobody is further from where they were seen than a box jitters and
a person runs (4 m/s), nor after a while further than two bodies: that is somebody else."""
_NEWCOMER_BODIES = 0.75
"""The same before anybody knows which way they go: a runner's step, no leap to somebody else."""
_DRESS_WEIGHT, _DRESS_LEVELS = 3.0, 60.0
_NEWCOMER_COST = 3.0
"""Somebody known who was unseen for a moment comes before a track that began just now, which is
often that very person."""
_OWN_IOU = 0.4
"""Enough overlap with where somebody should be to be theirs whatever else it may be."""


def misfits(
    tracks: list[Track],
    boxes: Boxes,
    parts: NDArray[np.bool_],
    time_s: float,
    *,
    by_model: bool,
) -> NDArray[np.float64]:
    """N x M: how badly each pair fits: deviations of place, plus shape and overlap; inf: no.

    `parts`, M: which boxes are parts of somebody else who is in this frame.
    """
    costs = np.full((len(tracks), len(boxes)), math.inf)
    if not costs.size:
        return costs
    middles, sides = centres(boxes), boxes[:, 2:] - boxes[:, :2]
    shared = iou(boxes_at(tracks, time_s), boxes)
    noise = MODEL_NOISE if by_model else MOTION_NOISE
    for row, track in enumerate(tracks):
        state = track.state.after(time_s - track.seen_s)
        reach_bodies = _JITTER_BODIES + _FASTEST_BODIES * (time_s - track.seen_s)
        furthest = _FURTHEST_BODIES if track.confirmed else _NEWCOMER_BODIES
        reach_px = min(reach_bodies, furthest) * track.state.body_px
        for column in range(len(boxes)):
            misfit = state.misfit(middles[column, 0], middles[column, 1], noise)
            stretch = abs(math.log(max(sides[column]) / max(track.width, track.height)))
            gone_px = math.dist(track.position, middles[column])
            near = misfit < _GATE and gone_px < reach_px
            # Nobody is dragged off by half of somebody else beside them, and a person whom the
            # model knows not by whatever moves nearby: the light from an opening door, a shadow.
            foreign = parts[column] or (track.known_to_model and not by_model)
            fits = not foreign or shared[row, column] > _OWN_IOU
            if near and fits and stretch < 1.0:
                # Distance in deviations alone would favour whoever was unseen for longest, since
                # their whereabouts are the least sure: the filter's own likelihood weighs that.
                vague = math.log(1 + state.pp / noise**2)
                new = 0.0 if track.trusted else _NEWCOMER_COST
                costs[row, column] = misfit + vague + stretch + new + 1 - shared[row, column]
    return costs


def dress_costs(tracks: list[Track], colours: NDArray[np.float64]) -> NDArray[np.float64]:
    """N x M: how differently they are dressed; bounded, since light and shade change colours."""
    if not tracks or not len(colours):
        return np.zeros((len(tracks), len(colours)))
    known = np.asarray([track.colours for track in tracks])
    away = np.abs(known[:, None, :] - colours[None]).mean(axis=2)
    return np.asarray(_DRESS_WEIGHT * np.minimum(away / _DRESS_LEVELS, 1.0))
