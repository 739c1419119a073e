// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

interface IBackstopToken {
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
}

/// @title Backstop of the executor's tests
/// @notice Sells ether that it holds at a fixed rate.
contract TestBackstop {
    /// @notice Wei of ether per stablecoin, 18 decimals.
    uint256 public rate;
    IBackstopToken private immutable stable;

    constructor(address stable_, uint256 rate_) payable {
        stable = IBackstopToken(stable_);
        rate = rate_;
    }

    function setRate(uint256 rate_) external {
        rate = rate_;
    }

    function getSwapEthAmount(uint256 lusdQty) public view returns (uint256 ethAmount, uint256 feeLusdAmount) {
        return (lusdQty * rate / 1e18, 0);
    }

    function swap(uint256 lusdAmount, uint256 minEthReturn, address payable dest) external returns (uint256 ethAmount) {
        (ethAmount,) = getSwapEthAmount(lusdAmount);
        require(ethAmount >= minEthReturn, "swap: low return");
        stable.transferFrom(msg.sender, address(this), lusdAmount);
        (bool sent,) = dest.call{value: ethAmount}("");
        require(sent, "swap: sending ETH failed");
    }
}
