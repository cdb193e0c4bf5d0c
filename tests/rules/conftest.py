"""The helpers of these tests (`reference`, `trees`, `invented`, `real`) are modules beside them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
