"""Areas: in which country and first-order division a point lies, by Natural Earth's polygons.

Every polygon is cut into strips of a hundredth of a degree; a point's strip lists, for each area, from where to where it
reaches. That is exact enough to find the parent of a village (about 1 km), and quick.
"""

import collections
import math

STRIP = 0.01


class Areas:
    """Looks up the code of the area around a point."""

    def __init__(self):
        self.strips = collections.defaultdict(list)

    def add(self, code, rings):
        """Adds an area; rings inside rings are holes."""
        crossings = collections.defaultdict(list)
        for ring in rings:
            for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
                low, high = (a, b) if a[1] <= b[1] else (b, a)
                for strip in range(math.ceil(low[1] / STRIP - 0.5), math.ceil(high[1] / STRIP - 0.5)):
                    lat = (strip + 0.5) * STRIP
                    crossings[strip].append(low[0] + (lat - low[1]) * (high[0] - low[0]) / (high[1] - low[1]))
        for strip, lons in crossings.items():
            lons.sort()
            self.strips[strip].append((code, list(zip(lons[::2], lons[1::2], strict=False))))

    def find(self, lon, lat):
        """The code of the first area that holds the point, or an empty string."""
        for code, stretches in self.strips.get(math.floor(lat / STRIP), ()):
            if any(west <= lon <= east for west, east in stretches):
                return code
        return ""

    def find_near(self, lon, lat, degrees):
        """The same, or else of the area around a point so far off: coasts are drawn coarsely."""
        for dx, dy in ((0, 0), (0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1)):
            code = self.find(lon + dx * degrees, lat + dy * degrees)
            if code:
                return code
        return ""
