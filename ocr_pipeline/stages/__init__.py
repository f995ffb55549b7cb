"""One file a stage, one public function a file."""
