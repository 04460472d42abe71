"""Cameras and detectors: the only homes of cv2, onnxruntime and picamera2."""
