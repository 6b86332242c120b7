import sys

from palier.cli import main

sys.exit(main())
